import { ClipboardCopy, Content, List, ListItem, OrderType } from '@patternfly/react-core';
import { useTranslation } from 'react-i18next';
import { Section } from '../app/Section';

const STEPS = ['login', 'enrol', 'accept'] as const;

/** How to get to the files themselves: with the client, for keys never come into a browser page. */
export function CommandCard() {
  const { t } = useTranslation();
  const { origin } = window.location;
  const commands = {
    login: `strongroom login ${origin}`,
    enrol: 'strongroom enrol',
    accept: 'strongroom room list',
  } as const;
  return (
    <Section title={t('account.command')} hint={t('account.commandHint')}>
      <List component="ol" type={OrderType.number}>
        <ListItem>{t('account.step.install')}</ListItem>
        {STEPS.map((step) => (
          <ListItem key={step}>
            {t(`account.step.${step}`)}{' '}
            <ClipboardCopy
              variant="inline-compact"
              isCode
              hoverTip={t('overview.organisation.copy')}
              clickTip={t('overview.organisation.copied')}
              copyAriaLabel={`${t('overview.organisation.copy')}: ${t(`account.step.${step}`)}`}
            >
              {commands[step]}
            </ClipboardCopy>
          </ListItem>
        ))}
      </List>
      <Content component="small">{t('account.commandRoot')}</Content>
    </Section>
  );
}
