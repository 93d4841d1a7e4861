import { useTranslation } from 'react-i18next';
import { ChainList } from '../chains/ChainList';
import { bytes } from '../measure/amounts';
import { RewrapState } from './RewrapState';
import { useUsages } from './usage';

export default function RoomsPage() {
  const { t, i18n } = useTranslation();
  const { data: usages } = useUsages();
  return (
    <ChainList
      kind="room"
      extra={[
        {
          key: 'bytes',
          label: t('rooms.bytes'),
          cell: (room) =>
            usages === undefined ? '…' : bytes(usages.get(room.id)?.bytes ?? 0, i18n.language),
        },
        {
          key: 'rewrap',
          label: t('rooms.rewrap'),
          cell: (room) => <RewrapState usage={usages?.get(room.id)} />,
        },
      ]}
    />
  );
}
