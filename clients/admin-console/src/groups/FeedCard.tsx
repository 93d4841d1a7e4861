import {
  Alert,
  Button,
  Content,
  DescriptionList,
  Flex,
  Form,
  FormGroup,
  SearchInput,
  Stack,
  StackItem,
} from '@patternfly/react-core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { done, required } from '../api/client';
import { useApi } from '../api/ApiContext';
import { Problem } from '../api/problem';
import { Term } from '../app/Term';
import type { DirectoryGroup } from '../chains/queries';
import { ConfirmDialog } from '../confirm/ConfirmDialog';
import { useAct } from '../confirm/useAct';
import { IdTag } from '../ids/IdTag';
import { PersonName } from '../ids/PersonName';
import { Choice } from '../list/Choice';
import { useSettled } from '../list/useSettled';
import { Moment } from '../measure/Moment';
import { useIsAdmin } from '../session/SessionContext';
import { Loaded } from '../state/Loaded';

/** A group of the sign-on whose changes become requests to this group's managers. */
export function FeedCard({ group }: { group: string }) {
  const { t } = useTranslation();
  const api = useApi();
  const isAdmin = useIsAdmin();
  const [asked, setAsked] = useState<'set' | 'stop' | null>(null);
  const feed = useQuery({
    queryKey: ['feed', group],
    queryFn: async () => {
      try {
        return await required(
          api.GET('/access/v1/admin/groups/{group}/feed', { params: { path: { group } } }),
        );
      } catch (thrown) {
        // No feed is an answer, and no fault.
        if (Problem.from(thrown).reason === 'not-found') {
          return null;
        }
        throw thrown;
      }
    },
  });
  return (
    <Stack hasGutter>
      <StackItem>
        <Content component="p">{t('feed.lead')}</Content>
        <Alert isInline isPlain variant="info" component="p" title={t('feed.never')} />
      </StackItem>
      <StackItem>
        <Loaded query={feed} heading="h3">
          {(set) =>
            set === null ? (
              <Content component="p">{t('feed.none')}</Content>
            ) : (
              <>
                {set.broken && (
                  <Alert isInline variant="warning" component="p" title={t('feed.broken')} />
                )}
                <DescriptionList isCompact isHorizontal>
                  <Term name={t('feed.directoryGroup')}>
                    <IdTag id={set.directoryGroup} />
                  </Term>
                  <Term name={t('organisation.users')}>{set.members}</Term>
                  <Term name={t('feed.setBy')}>
                    <PersonName user={set.setBy} />
                  </Term>
                  <Term name={t('feed.setAt')}>
                    <Moment at={set.setAt} />
                  </Term>
                </DescriptionList>
              </>
            )
          }
        </Loaded>
      </StackItem>
      {isAdmin && feed.data !== undefined && (
        <StackItem>
          <Flex>
            <Button
              variant="secondary"
              onClick={() => {
                setAsked('set');
              }}
            >
              {t(feed.data === null ? 'feed.set' : 'feed.change')}
            </Button>
            {feed.data !== null && (
              <Button
                variant="secondary"
                onClick={() => {
                  setAsked('stop');
                }}
              >
                {t('feed.stop')}
              </Button>
            )}
          </Flex>
        </StackItem>
      )}
      {asked === 'set' && (
        <SetDialog
          group={group}
          close={() => {
            setAsked(null);
          }}
        />
      )}
      {asked === 'stop' && (
        <StopDialog
          group={group}
          close={() => {
            setAsked(null);
          }}
        />
      )}
    </Stack>
  );
}

function SetDialog(props: { group: string; close: () => void }) {
  const { t } = useTranslation();
  const api = useApi();
  const [typed, setTyped] = useState('');
  const [chosen, setChosen] = useState('');
  const query = useSettled(typed.trim());
  const found = useQuery({
    queryKey: ['directory-groups', query],
    queryFn: () =>
      required(
        api.GET('/identity/v1/admin/directory/groups', { params: { query: { query, limit: 50 } } }),
      ),
    placeholderData: (previous) => previous,
  });
  const act = useAct(
    (directoryGroup: string) =>
      required(
        api.PUT('/access/v1/admin/groups/{group}/feed', {
          params: { path: { group: props.group } },
          body: { directoryGroup },
        }),
      ),
    [['feed', props.group], ['requests'], ['chain', 'group', props.group]],
    props.close,
  );
  const options = found.data?.items ?? [];
  return (
    <ConfirmDialog
      title={t('feed.set')}
      consequences={[t('feed.now'), t('feed.later')]}
      note={t('feed.never')}
      action={t('feed.set')}
      isBusy={act.isPending}
      isBlocked={chosen === ''}
      thrown={act.error ?? found.error}
      act={() => {
        act.mutate(chosen);
      }}
      close={props.close}
    >
      <Form
        onSubmit={(event) => {
          event.preventDefault();
        }}
      >
        <SearchInput
          aria-label={t('feed.search')}
          placeholder={t('feed.search')}
          value={typed}
          resetButtonLabel={t('list.clear')}
          onChange={(_, value) => {
            setTyped(value);
          }}
          onClear={() => {
            setTyped('');
          }}
        />
        <FormGroup label={t('feed.directoryGroup')} fieldId="feed-group">
          <Choice
            id="feed-group"
            name={t('feed.directoryGroup')}
            value={chosen}
            options={[
              { value: '', label: t('feed.choose') },
              ...options.map((option) => ({ value: option.id, label: named(option) })),
            ]}
            choose={setChosen}
          />
        </FormGroup>
      </Form>
    </ConfirmDialog>
  );
}

function named(group: DirectoryGroup): string {
  return `${group.path} (${group.members})`;
}

function StopDialog(props: { group: string; close: () => void }) {
  const { t } = useTranslation();
  const api = useApi();
  const act = useAct(
    () =>
      done(
        api.DELETE('/access/v1/admin/groups/{group}/feed', {
          params: { path: { group: props.group } },
        }),
      ),
    [['feed', props.group]],
    props.close,
  );
  return (
    <ConfirmDialog
      title={t('feed.stop')}
      consequences={[t('feed.stopNow'), t('feed.stopLater')]}
      action={t('feed.stop')}
      isBusy={act.isPending}
      thrown={act.error}
      act={() => {
        act.mutate(undefined);
      }}
      close={props.close}
    />
  );
}
