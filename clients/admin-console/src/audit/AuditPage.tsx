import {
  Button,
  EmptyState,
  EmptyStateBody,
  Flex,
  PageSection,
  Stack,
  StackItem,
  Switch,
} from '@patternfly/react-core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import { useMe } from '../account/me';
import { Problem } from '../api/problem';
import { PageHead } from '../app/PageHead';
import { useSessionState } from '../session/SessionContext';
import { ProblemState } from '../state/ProblemState';
import { Waiting } from '../state/Waiting';
import { EventTable } from './EventTable';
import { EVERYTHING, type EventFilter, NEWEST, useEvents } from './events';
import { ExportButtons } from './ExportButtons';
import { Filters } from './Filters';

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
  const [address] = useSearchParams();
  const [filter, setFilter] = useState<EventFilter>({
    ...EVERYTHING,
    type: address.get('type') ?? '',
    person: address.get('person') ?? '',
    room: address.get('room') ?? '',
  });
  // Where each page began that was gone through, so that one comes back to the same.
  const [places, setPlaces] = useState<readonly number[]>([NEWEST]);
  const [isFollowed, setFollowed] = useState(false);
  const isNewest = places.length === 1;
  const query = useEvents(filter, places.at(-1) ?? NEWEST, isFollowed && isNewest);
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
  const isFiltered = Object.values(filter).some((value) => value !== '');
  return (
    <Stack hasGutter>
      <StackItem>
        <Filters
          filter={filter}
          apply={(wanted) => {
            setFilter(wanted);
            setPlaces([NEWEST]);
          }}
        />
      </StackItem>
      <StackItem>
        <Flex alignItems={{ default: 'alignItemsCenter' }}>
          <Switch
            id="audit-follow"
            label={t('audit.follow')}
            isChecked={isFollowed}
            onChange={(_, checked) => {
              setFollowed(checked);
              setPlaces([NEWEST]);
            }}
          />
          <ExportButtons filter={filter} />
        </Flex>
      </StackItem>
      {events.length === 0 ? (
        <StackItem>
          <EmptyState titleText={t(isFiltered ? 'audit.noMatch' : 'audit.empty')} headingLevel="h2">
            <EmptyStateBody>
              {t(isFiltered ? 'audit.noMatchBody' : 'audit.emptyBody')}
            </EmptyStateBody>
          </EmptyState>
        </StackItem>
      ) : (
        <>
          <StackItem>
            <EventTable events={events} me={me.data?.user} />
          </StackItem>
          <StackItem>
            <Pages
              busy={query.isFetching && !isFollowed}
              older={older}
              isNewest={isNewest}
              go={setPlaces}
              places={places}
              refresh={() => void query.refetch()}
            />
          </StackItem>
        </>
      )}
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
