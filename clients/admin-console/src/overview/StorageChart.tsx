import { ExpandableSection } from '@patternfly/react-core';
import { Table, Tbody, Td, Th, Thead, Tr } from '@patternfly/react-table';
import { useTranslation } from 'react-i18next';
import { bytes } from '../measure/amounts';
import { chart, type Day, HEIGHT, WIDTH } from './chart';

/** The growth as a picture, in a sentence, and as the numbers themselves. */
export default function StorageChart({ days }: { days: readonly Day[] }) {
  const { t, i18n } = useTranslation();
  const { line, area, ticks, left, baseline } = chart(days);
  const amount = (count: number): string => bytes(count, i18n.language);
  const date = new Intl.DateTimeFormat(i18n.language, { dateStyle: 'medium', timeZone: 'UTC' });
  const named = (day: string | undefined): string =>
    day === undefined ? '' : date.format(new Date(day));
  const first = days[0];
  const last = days.at(-1);
  return (
    <>
      <svg
        className="sr-chart"
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        role="img"
        aria-label={t('overview.storage.summary', {
          from: named(first?.day),
          to: named(last?.day),
          first: amount(first?.bytes ?? 0),
          last: amount(last?.bytes ?? 0),
        })}
      >
        {ticks.map((tick) => (
          <g key={tick.bytes}>
            <line className="sr-axis" x1={left} x2={WIDTH} y1={tick.y} y2={tick.y} />
            <text x={left - 6} y={tick.y + 4} textAnchor="end">
              {amount(tick.bytes)}
            </text>
          </g>
        ))}
        <polygon className="sr-area" points={area} />
        <polyline className="sr-line" points={line} />
        <text x={left} y={baseline + 18}>
          {named(first?.day)}
        </text>
        <text x={WIDTH} y={baseline + 18} textAnchor="end">
          {named(last?.day)}
        </text>
      </svg>
      <ExpandableSection toggleText={t('overview.storage.numbers')}>
        <Table aria-label={t('overview.storage.numbers')} variant="compact">
          <Thead>
            <Tr>
              <Th>{t('overview.storage.day')}</Th>
              <Th>{t('overview.storage.bytes')}</Th>
            </Tr>
          </Thead>
          <Tbody>
            {days.map((day) => (
              <Tr key={day.day}>
                <Td dataLabel={t('overview.storage.day')}>{named(day.day)}</Td>
                <Td dataLabel={t('overview.storage.bytes')}>{amount(day.bytes)}</Td>
              </Tr>
            ))}
          </Tbody>
        </Table>
      </ExpandableSection>
    </>
  );
}
