import { Stack, StackItem } from '@patternfly/react-core';
import { useTranslation } from 'react-i18next';
import { useParams } from 'react-router';
import { Framed } from '../app/Framed';
import { ChainFacts } from '../chains/ChainFacts';
import { ChainRequests } from '../chains/ChainRequests';
import { ChainTabs } from '../chains/ChainTabs';
import { History } from '../chains/History';
import { useChain } from '../chains/queries';
import { shortId } from '../ids/shortId';
import { Loaded } from '../state/Loaded';
import { GrantMatrix } from './GrantMatrix';
import { Readers } from './Readers';
import { StorageCard } from './StorageCard';

/** One room: whom it is granted to, who reads it, what it takes, what was signed and asked for. */
export default function RoomPage() {
  const { t } = useTranslation();
  const { chain = '' } = useParams();
  const query = useChain('room', chain);
  const label = query.data?.label ?? '';
  return (
    <Framed
      title={label === '' ? t('chains.room.one', { id: shortId(chain) }) : label}
      trail={{ to: '/rooms', name: t('chains.room.title') }}
    >
      <Stack hasGutter>
        <StackItem>
          <Loaded query={query}>
            {(room) => (
              <Stack hasGutter>
                <StackItem>
                  <ChainFacts kind="room" chain={room} />
                </StackItem>
                <StackItem>
                  <ChainTabs
                    name={t('chains.parts')}
                    parts={[
                      {
                        key: 'grants',
                        title: t('chains.room.members'),
                        show: () => <GrantMatrix room={chain} />,
                      },
                      {
                        key: 'readers',
                        title: t('rooms.readers'),
                        show: () => <Readers room={chain} />,
                      },
                      {
                        key: 'storage',
                        title: t('rooms.storage'),
                        show: () => <StorageCard room={chain} />,
                      },
                      {
                        key: 'requests',
                        title: t('chains.requestsCount', { count: room.requests }),
                        show: () => <ChainRequests chain={chain} />,
                      },
                      {
                        key: 'history',
                        title: t('chains.history'),
                        show: () => <History kind="room" chain={chain} />,
                      },
                    ]}
                  />
                </StackItem>
              </Stack>
            )}
          </Loaded>
        </StackItem>
      </Stack>
    </Framed>
  );
}
