import { Button, Content, EmptyState, EmptyStateBody, Label } from '@patternfly/react-core';
import CheckIcon from '@patternfly/react-icons/dist/esm/icons/check-icon';
import { Table, Tbody, Td, Th, Thead, Tr } from '@patternfly/react-table';
import { useTranslation } from 'react-i18next';
import { type Member, useMembers } from '../chains/queries';
import { ROOM_ROLES } from '../chains/RoleName';
import { ChainName } from '../ids/ChainName';
import { PersonName } from '../ids/PersonName';
import { Loaded } from '../state/Loaded';

/** To whom a room is granted, and in which role: groups first, then people. */
export function GrantMatrix({ room }: { room: string }) {
  const { t } = useTranslation();
  const members = useMembers('room', room);
  return (
    <Loaded query={members} heading="h3">
      {(paged) =>
        paged.items.length === 0 ? (
          <EmptyState titleText={t('rooms.grantsNone')} headingLevel="h3" variant="sm">
            <EmptyStateBody>{t('rooms.grantsNoneBody')}</EmptyStateBody>
          </EmptyState>
        ) : (
          <>
            <Content component="small">{t('rooms.grantsHint')}</Content>
            <Matrix grants={paged.items} />
            {paged.hasMore && (
              <Button variant="secondary" isLoading={paged.isBusy} onClick={paged.more}>
                {t('list.more')}
              </Button>
            )}
          </>
        )
      }
    </Loaded>
  );
}

function Matrix({ grants }: { grants: readonly Member[] }) {
  const { t } = useTranslation();
  const ordered = [...grants].sort((a, b) => a.kind.localeCompare(b.kind));
  return (
    <Table aria-label={t('rooms.matrix')} variant="compact" className="sr-matrix">
      <Thead>
        <Tr>
          <Th>{t('rooms.grantee')}</Th>
          {ROOM_ROLES.map((role) => (
            <Th key={role}>{t(`chains.roles.${role}`)}</Th>
          ))}
        </Tr>
      </Thead>
      <Tbody>
        {ordered.map((grant) => (
          <Tr key={grant.id}>
            <Td dataLabel={t('rooms.grantee')}>
              {grant.kind === 'group' ? (
                <ChainName kind="group" id={grant.id} />
              ) : (
                <PersonName user={grant.id} />
              )}{' '}
              {grant.cut && (
                <Label isCompact status="warning">
                  {t('chains.cut')}
                </Label>
              )}
            </Td>
            {ROOM_ROLES.map((role) => (
              <Td key={role} dataLabel={t(`chains.roles.${role}`)}>
                {grant.role === role ? <CheckIcon title={t('rooms.granted')} /> : ''}
              </Td>
            ))}
          </Tr>
        ))}
      </Tbody>
    </Table>
  );
}
