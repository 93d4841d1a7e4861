import { Label } from '@patternfly/react-core';
import { useTranslation } from 'react-i18next';
import { useMembers } from '../chains/queries';
import { RoleName } from '../chains/RoleName';
import { IdTag } from '../ids/IdTag';
import { PersonName } from '../ids/PersonName';
import { Listing } from '../list/Listing';

/** Who is in a group, by the links that its managers signed. */
export function Members({ group }: { group: string }) {
  const { t } = useTranslation();
  return (
    <Listing
      pages={useMembers('group', group)}
      caption={t('chains.group.members')}
      heading="h3"
      rowKey={(member) => member.id}
      empty={t('chains.membersNone')}
      emptyBody={t('chains.membersNoneBody')}
      columns={[
        {
          key: 'name',
          label: t('chains.person'),
          cell: (member) => <PersonName user={member.id} />,
        },
        {
          key: 'role',
          label: t('chains.role'),
          cell: (member) => <RoleName role={member.role} />,
        },
        {
          key: 'cut',
          label: t('chains.standing'),
          cell: (member) =>
            member.cut ? (
              <Label isCompact status="warning">
                {t('chains.cut')}
              </Label>
            ) : (
              t('chains.served')
            ),
        },
        { key: 'id', label: t('chains.id'), cell: (member) => <IdTag id={member.id} /> },
      ]}
    />
  );
}
