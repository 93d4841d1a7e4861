import { Alert, Button, Content } from '@patternfly/react-core';
import { Table, Tbody, Td, Th, Thead, Tr } from '@patternfly/react-table';
import { useTranslation } from 'react-i18next';
import { RoleName } from '../chains/RoleName';
import { Refusal } from '../confirm/Refusal';
import { VirtualTable } from '../list/VirtualTable';
import { type Checked, MOST_LINES } from './batch';

/** What was found, line by line: with one fault nothing of the list is filed. */
export function LineReport(props: {
  checked: Checked;
  isBusy: boolean;
  filed: { filed: number; existing: number } | undefined;
  thrown: unknown;
  file: () => void;
}) {
  const { t } = useTranslation();
  const { checked, filed } = props;
  const faulty = checked.faults.length + checked.refused.length;
  if (faulty > 0) {
    return <Faults checked={checked} count={faulty} />;
  }
  if (checked.lines.length === 0 || checked.lines.length > MOST_LINES) {
    return (
      <Alert
        isInline
        isLiveRegion
        variant="warning"
        component="h2"
        title={t(checked.lines.length === 0 ? 'propose.nobody' : 'propose.tooMany', {
          most: MOST_LINES,
        })}
      />
    );
  }
  if (filed !== undefined) {
    return (
      <Alert
        isInline
        isLiveRegion
        variant="success"
        component="h2"
        title={t('propose.filed', { count: filed.filed })}
      >
        <Content component="p">{t('propose.existing', { count: filed.existing })}</Content>
        <Content component="p">{t('propose.pending')}</Content>
      </Alert>
    );
  }
  return (
    <>
      <Alert
        isInline
        isLiveRegion
        variant="info"
        component="h2"
        title={t('propose.good', { count: checked.lines.length })}
      />
      <VirtualTable
        caption={t('propose.report')}
        rowKey={(line) => line.user}
        paged={{ items: checked.lines, hasMore: false, isBusy: false, more: () => undefined }}
        columns={[
          { key: 'line', label: t('propose.line'), cell: (line) => line.line },
          { key: 'who', label: t('chains.person'), cell: (line) => line.username },
          {
            key: 'role',
            label: t('chains.role'),
            cell: (line) => (line.role === '' ? '–' : <RoleName role={line.role} />),
          },
        ]}
      />
      {props.thrown !== null && <Refusal thrown={props.thrown} />}
      <Button isLoading={props.isBusy} isDisabled={props.isBusy} onClick={props.file}>
        {t('propose.fileNow', { count: checked.lines.length })}
      </Button>
    </>
  );
}

function Faults(props: { checked: Checked; count: number }) {
  const { t } = useTranslation();
  return (
    <>
      <Alert
        isInline
        isLiveRegion
        variant="danger"
        component="h2"
        title={t('propose.faulty', { count: props.count })}
      >
        <Content component="p">{t('propose.nothingFiled')}</Content>
      </Alert>
      <Table aria-label={t('propose.report')} variant="compact">
        <Thead>
          <Tr>
            <Th>{t('propose.line')}</Th>
            <Th>{t('propose.lineFault')}</Th>
          </Tr>
        </Thead>
        <Tbody>
          {props.checked.faults.map((fault) => (
            <Tr key={`here ${fault.line}`}>
              <Td dataLabel={t('propose.line')}>{fault.line}</Td>
              <Td dataLabel={t('propose.lineFault')}>
                {t(`propose.fault.${fault.fault}`, { what: fault.what })}
              </Td>
            </Tr>
          ))}
          {props.checked.refused.map((refused) => (
            <Tr key={`there ${refused.line}`}>
              <Td dataLabel={t('propose.line')}>{refused.line}</Td>
              <Td dataLabel={t('propose.lineFault')}>
                <span lang="en">{refused.detail}</span>
              </Td>
            </Tr>
          ))}
        </Tbody>
      </Table>
    </>
  );
}
