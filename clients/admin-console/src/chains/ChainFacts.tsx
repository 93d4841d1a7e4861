import { Alert, DescriptionList, Stack, StackItem } from '@patternfly/react-core';
import { useTranslation } from 'react-i18next';
import { Section } from '../app/Section';
import { Term } from '../app/Term';
import type { ChainKind } from '../ids/ChainName';
import { IdTag } from '../ids/IdTag';
import type { Summary } from './queries';
import { ProposeButton } from './ChainRequests';
import { useIsAdmin } from '../session/SessionContext';

/** What the server knows of a group or room: numbers and ids, and a label where one is published. */
export function ChainFacts(props: { kind: ChainKind; chain: Summary }) {
  const { t } = useTranslation();
  const isAdmin = useIsAdmin();
  const { chain, kind } = props;
  return (
    <Section title={t('chains.facts')}>
      <Stack hasGutter>
        <StackItem>
          {' '}
          <DescriptionList isCompact columnModifier={{ default: '1Col', md: '2Col', xl: '3Col' }}>
            <Term name={t('chains.label')}>
              {chain.label === '' ? t('chains.noLabel') : chain.label}
            </Term>
            <Term name={t('chains.id')}>
              <IdTag id={chain.id} />
            </Term>
            <Term name={t(`chains.${kind}.members`)}>{chain.members}</Term>
            <Term name={t('chains.managers')}>{chain.managers}</Term>
            <Term name={t('chains.epoch')}>{chain.epoch}</Term>
            <Term name={t('chains.sequence')}>{chain.sequence + 1}</Term>
          </DescriptionList>
        </StackItem>
        <StackItem>
          {' '}
          <Alert
            isInline
            isPlain
            variant="info"
            component="p"
            title={t(isAdmin ? 'chains.whoDecides' : 'chains.whoDecidesAuditor')}
          />
        </StackItem>
        {isAdmin && (
          <StackItem>
            <ProposeButton kind={kind} chain={chain.id} />
          </StackItem>
        )}
      </Stack>
    </Section>
  );
}
