import { Content } from '@patternfly/react-core';
import { Table, Tbody, Td, Th, Thead, Tr } from '@patternfly/react-table';
import { useTranslation } from 'react-i18next';
import type { TFunction } from 'i18next';
import { Moment } from '../measure/Moment';
import type { SlotLine } from './queries';

const TYPES = ['passphrase', 'recovery', 'device'] as const;

function typeName(t: TFunction, type: string): string {
  const known = TYPES.find((candidate) => candidate === type);
  return known === undefined ? type : t(`people.slot.${known}`);
}

/** By what somebody's keys can be opened: his machines, his passphrase, the organisation. */
export function SlotTable({ slots }: { slots: readonly SlotLine[] }) {
  const { t } = useTranslation();
  if (slots.length === 0) {
    return <Content component="p">{t('people.slotsNone')}</Content>;
  }
  return (
    <Table aria-label={t('people.devices')} variant="compact" borders={false}>
      <Thead>
        <Tr>
          <Th>{t('people.slotName')}</Th>
          <Th>{t('people.slotType')}</Th>
          <Th>{t('people.slotChanged')}</Th>
        </Tr>
      </Thead>
      <Tbody>
        {slots.map((slot) => (
          <Tr key={slot.name}>
            <Td dataLabel={t('people.slotName')}>{slot.name}</Td>
            <Td dataLabel={t('people.slotType')}>{typeName(t, slot.type)}</Td>
            <Td dataLabel={t('people.slotChanged')}>
              <Moment at={slot.changedAt} />
            </Td>
          </Tr>
        ))}
      </Tbody>
    </Table>
  );
}
