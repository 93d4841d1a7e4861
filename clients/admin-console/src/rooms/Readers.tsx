import { Content, Label } from '@patternfly/react-core';
import { useTranslation } from 'react-i18next';
import { required } from '../api/client';
import { useApi } from '../api/ApiContext';
import { RoleName } from '../chains/RoleName';
import { ViaList } from '../chains/ViaList';
import { PersonName } from '../ids/PersonName';
import { Listing } from '../list/Listing';
import { PAGE_SIZE, usePages } from '../list/usePages';

/** Everybody who reaches a room, in person or through groups, with the highest role. */
export function Readers({ room }: { room: string }) {
  const { t } = useTranslation();
  const api = useApi();
  const readers = usePages({
    key: ['readers', room],
    load: (after, signal) =>
      required(
        api.GET('/access/v1/admin/{kind}/{chain}/readers', {
          params: { path: { kind: 'rooms', chain: room }, query: { after, limit: PAGE_SIZE } },
          signal,
        }),
      ),
  });
  return (
    <>
      <Content component="small">{t('rooms.readersHint')}</Content>
      <Listing
        pages={readers}
        caption={t('rooms.readers')}
        heading="h3"
        rowKey={(reader) => reader.user}
        empty={t('rooms.readersNone')}
        emptyBody={t('rooms.readersNoneBody')}
        columns={[
          {
            key: 'person',
            label: t('chains.person'),
            cell: (reader) => <PersonName user={reader.user} />,
          },
          {
            key: 'role',
            label: t('chains.role'),
            cell: (reader) => (
              <>
                <RoleName role={reader.role} />{' '}
                {reader.cut && (
                  <Label isCompact status="warning">
                    {t('chains.cut')}
                  </Label>
                )}
              </>
            ),
          },
          { key: 'via', label: t('chains.via'), cell: (reader) => <ViaList via={reader.via} /> },
        ]}
      />
    </>
  );
}
