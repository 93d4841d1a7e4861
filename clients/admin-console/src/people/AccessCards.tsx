import { Alert, Content, Label, List, ListItem } from '@patternfly/react-core';
import { Table, Tbody, Td, Th, Thead, Tr } from '@patternfly/react-table';
import { useTranslation } from 'react-i18next';
import { AskedSection } from '../app/AskedSection';
import { RoleName } from '../chains/RoleName';
import { ChainName } from '../ids/ChainName';
import { ViaList } from '../chains/ViaList';
import { type PersonAccess, usePersonAccess } from './queries';

/** Who may this person read: every group and room that he reaches, and by what. */
export function AccessCards({ user }: { user: string }) {
  const { t } = useTranslation();
  const query = usePersonAccess(user);
  return (
    <>
      <AskedSection title={t('people.rooms')} query={query}>
        {(access) => (
          <>
            <Content component="small">{t('people.roomsHint')}</Content>
            {!access.complete && (
              <Alert isInline variant="warning" component="p" title={t('people.incomplete')} />
            )}
            <Rooms access={access} />
          </>
        )}
      </AskedSection>
      <AskedSection title={t('people.groups')} query={query}>
        {(access) =>
          access.groups.length === 0 ? (
            <Content component="p">{t('people.groupsNone')}</Content>
          ) : (
            <List isPlain>
              {access.groups.map((group) => (
                <ListItem key={group.id}>
                  <ChainName kind="group" id={group.id} label={group.label} />:{' '}
                  <RoleName role={group.role} /> {group.cut && <Cut />}
                </ListItem>
              ))}
            </List>
          )
        }
      </AskedSection>
    </>
  );
}

function Rooms({ access }: { access: PersonAccess }) {
  const { t } = useTranslation();
  if (access.rooms.length === 0) {
    return <Content component="p">{t('people.roomsNone')}</Content>;
  }
  return (
    <Table aria-label={t('people.rooms')} variant="compact" borders={false}>
      <Thead>
        <Tr>
          <Th>{t('chains.kind.room')}</Th>
          <Th>{t('chains.role')}</Th>
          <Th>{t('chains.via')}</Th>
        </Tr>
      </Thead>
      <Tbody>
        {access.rooms.map((room) => (
          <Tr key={room.id}>
            <Td dataLabel={t('chains.kind.room')}>
              <ChainName kind="room" id={room.id} label={room.label} />
            </Td>
            <Td dataLabel={t('chains.role')}>
              <RoleName role={room.role} /> {room.cut && <Cut />}
            </Td>
            <Td dataLabel={t('chains.via')}>
              <ViaList via={room.via} />
            </Td>
          </Tr>
        ))}
      </Tbody>
    </Table>
  );
}

function Cut() {
  const { t } = useTranslation();
  return (
    <Label isCompact status="warning">
      {t('chains.cut')}
    </Label>
  );
}
