import { useTranslation } from 'react-i18next';
import { required } from '../api/client';
import { useApi } from '../api/ApiContext';
import { RoleName } from '../chains/RoleName';
import { ChainName } from '../ids/ChainName';
import { Listing } from '../list/Listing';
import { PAGE_SIZE, usePages } from '../list/usePages';

/** The rooms that are granted to a group. */
export function GroupRooms({ group }: { group: string }) {
  const { t } = useTranslation();
  const api = useApi();
  const rooms = usePages({
    key: ['group-rooms', group],
    load: (after, signal) =>
      required(
        api.GET('/access/v1/admin/{kind}/{chain}/rooms', {
          params: { path: { kind: 'groups', chain: group }, query: { after, limit: PAGE_SIZE } },
          signal,
        }),
      ),
  });
  return (
    <Listing
      pages={rooms}
      caption={t('chains.group.rooms')}
      heading="h3"
      rowKey={(room) => room.room}
      empty={t('chains.groupRoomsNone')}
      emptyBody={t('chains.groupRoomsNoneBody')}
      columns={[
        {
          key: 'room',
          label: t('chains.kind.room'),
          cell: (room) => <ChainName kind="room" id={room.room} label={room.label} />,
        },
        { key: 'role', label: t('chains.role'), cell: (room) => <RoleName role={room.role} /> },
      ]}
    />
  );
}
