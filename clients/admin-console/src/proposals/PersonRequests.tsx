import { useTranslation } from 'react-i18next';
import { Section } from '../app/Section';
import { RequestListing } from './RequestListing';

/** What is asked for about one person and waits for an answer. */
export function PersonRequests({ user }: { user: string }) {
  const { t } = useTranslation();
  return (
    <Section title={t('proposals.ofPerson')}>
      <RequestListing filter={{ state: 'waiting', user }} heading="h3" />
    </Section>
  );
}
