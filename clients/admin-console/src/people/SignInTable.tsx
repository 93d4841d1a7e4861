import { Content } from '@patternfly/react-core';
import { Table, Tbody, Td, Th, Thead, Tr } from '@patternfly/react-table';
import { useTranslation } from 'react-i18next';
import { Moment } from '../measure/Moment';
import type { SignIn } from './queries';

/** The newest sign-ins, as the sign-on told of them. */
export function SignInTable({ signIns }: { signIns: readonly SignIn[] }) {
  const { t } = useTranslation();
  if (signIns.length === 0) {
    return <Content component="p">{t('people.signInsNone')}</Content>;
  }
  return (
    <Table aria-label={t('people.signIns')} variant="compact" borders={false}>
      <Thead>
        <Tr>
          <Th>{t('people.signInAt')}</Th>
          <Th>{t('people.signInClient')}</Th>
          <Th>{t('people.signInAddress')}</Th>
        </Tr>
      </Thead>
      <Tbody>
        {signIns.map((signIn, index) => (
          <Tr key={`${signIn.at}-${index}`}>
            <Td dataLabel={t('people.signInAt')}>
              <Moment at={signIn.at} />
            </Td>
            <Td dataLabel={t('people.signInClient')}>{signIn.client}</Td>
            <Td dataLabel={t('people.signInAddress')}>{signIn.address}</Td>
          </Tr>
        ))}
      </Tbody>
    </Table>
  );
}
