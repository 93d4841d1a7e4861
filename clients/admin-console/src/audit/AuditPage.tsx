import {
  Button,
  EmptyState,
  EmptyStateBody,
  Flex,
  PageSection,
  Stack,
  StackItem,
} from '@patternfly/react-core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Problem } from '../api/problem';
import { PageHead } from '../app/PageHead';
import { useMe } from '../overview/queries';
import { useSessionState } from '../session/SessionContext';
import { ProblemState } from '../state/ProblemState';
import { Waiting } from '../state/Waiting';
import { EventTable } from './EventTable';
import { NEWEST, useEvents } from './events';

/** The audit log. Whether somebody may see it is the service's answer, not this page's guess. */
export default function AuditPage() {
  const { t } = useTranslation();
  return (
    <>
      <PageHead title={t('audit.title')} lead={t('audit.lead')} />
      <PageSection isFilled>
        <Events />
      </PageSection>
    </>
  );
}

function Events() {
  const { t } = useTranslation();
  // Where each page began that was gone through, so that one comes back to the same.
  const [places, setPlaces] = useState<readonly number[]>([NEWEST]);
  const query = useEvents(places.at(-1) ?? NEWEST);
  const me = useMe();
  if (query.isPending) {
    return <Waiting />;
  }
  if (query.isError) {
    return Problem.from(query.error).reason === 'forbidden' ? (
      <ForAuditors />
    ) : (
      <ProblemState thrown={query.error} retry={() => void query.refetch()} />
    );
  }
  const { events, older } = query.data;
  if (events.length === 0) {
    return (
      <EmptyState titleText={t('audit.empty')} headingLevel="h2">
        <EmptyStateBody>{t('audit.emptyBody')}</EmptyStateBody>
      </EmptyState>
    );
  }
  return (
    <Stack hasGutter>
      <StackItem>
        <EventTable events={events} me={me.data?.user} />
      </StackItem>
      <StackItem>
        <Pages
          busy={query.isFetching}
          older={older}
          isNewest={places.length === 1}
          go={setPlaces}
          places={places}
          refresh={() => void query.refetch()}
        />
      </StackItem>
    </Stack>
  );
}

function Pages(props: {
  busy: boolean;
  older: number | null;
  isNewest: boolean;
  places: readonly number[];
  go: (places: readonly number[]) => void;
  refresh: () => void;
}) {
  const { t } = useTranslation();
  const { older } = props;
  return (
    <Flex component="nav" aria-label={t('audit.pages')}>
      <Button
        variant="secondary"
        onClick={() => {
          if (props.isNewest) {
            props.refresh();
          } else {
            props.go([NEWEST]);
          }
        }}
      >
        {t('audit.newest')}
      </Button>
      <Button
        variant="secondary"
        isDisabled={props.isNewest}
        onClick={() => {
          props.go(props.places.slice(0, -1));
        }}
      >
        {t('audit.newer')}
      </Button>
      <Button
        variant="secondary"
        isLoading={props.busy}
        isDisabled={older === null}
        onClick={() => {
          if (older !== null) {
            props.go([...props.places, older]);
          }
        }}
      >
        {t('audit.older')}
      </Button>
    </Flex>
  );
}

/** For everybody else: why there is nothing, and whom to ask. */
function ForAuditors() {
  const { t } = useTranslation();
  const state = useSessionState();
  const name = state.kind === 'signed-in' ? state.username : '';
  const roles = state.kind === 'signed-in' ? state.roles : [];
  const named = roles.map((role) => t(`role.${role}`)).join(', ');
  return (
    <EmptyState titleText={t('audit.forbidden')} headingLevel="h2" status="warning">
      <EmptyStateBody>
        {t('audit.forbiddenBody', { name, roles: named === '' ? t('role.none') : named })}
      </EmptyStateBody>
    </EmptyState>
  );
}
