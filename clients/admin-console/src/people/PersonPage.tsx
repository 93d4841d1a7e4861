import { Alert, DescriptionList, Gallery, Stack, StackItem } from '@patternfly/react-core';
import { useTranslation } from 'react-i18next';
import { useParams } from 'react-router';
import { Framed } from '../app/Framed';
import { Section } from '../app/Section';
import { Term } from '../app/Term';
import { IdTag } from '../ids/IdTag';
import { Moment } from '../measure/Moment';
import { Loaded } from '../state/Loaded';
import { AccessCards } from './AccessCards';
import { GenerationList } from './GenerationList';
import { PersonActions } from './PersonActions';
import { type PersonDetail, usePerson } from './queries';
import { SignInTable } from './SignInTable';
import { SlotTable } from './SlotTable';
import { StateLabel } from './StateLabel';
import { PersonRequests } from '../proposals/PersonRequests';

/** One person: what the sign-on and the directory know, what he reaches, and what can be done. */
export default function PersonPage() {
  const { t } = useTranslation();
  const { user = '' } = useParams();
  const query = usePerson(user);
  return (
    <Framed
      title={query.data?.username ?? t('people.one')}
      trail={{ to: '/people', name: t('people.title') }}
    >
      <Stack hasGutter>
        <StackItem>
          <Loaded query={query}>{(person) => <Person person={person} />}</Loaded>
        </StackItem>
      </Stack>
    </Framed>
  );
}

function Person({ person }: { person: PersonDetail }) {
  const { t } = useTranslation();
  return (
    <Stack hasGutter>
      {person.state !== 'active' && (
        <StackItem>
          <Alert
            isInline
            variant="warning"
            component="p"
            title={t(person.state === 'deleted' ? 'people.isDeleted' : 'people.isDisabled')}
          />
        </StackItem>
      )}
      <StackItem>
        <PersonActions person={person} />
      </StackItem>
      <StackItem>
        <Gallery hasGutter minWidths={{ default: '100%', lg: '26rem' }}>
          <Facts person={person} />
          <AccessCards user={person.user} />
          <Section title={t('people.devices')} hint={t('people.devicesHint')}>
            <SlotTable slots={person.slots} />
          </Section>
          <Section title={t('people.generations')} hint={t('people.generationsHint')}>
            <GenerationList generations={person.generations} />
          </Section>
          <PersonRequests user={person.user} />
          <Section title={t('people.directoryGroups')} hint={t('people.directoryGroupsHint')}>
            {person.directoryGroups.length === 0
              ? t('people.directoryGroupsNone')
              : person.directoryGroups.map((group) => group.path).join(', ')}
          </Section>
          <Section title={t('people.signIns')}>
            <SignInTable signIns={person.signIns} />
          </Section>
        </Gallery>
      </StackItem>
    </Stack>
  );
}

function Facts({ person }: { person: PersonDetail }) {
  const { t } = useTranslation();
  return (
    <Section title={t('people.facts')}>
      <DescriptionList isCompact>
        <Term name={t('people.column.username')}>{person.username}</Term>
        <Term name={t('people.column.email')}>{person.email === '' ? '–' : person.email}</Term>
        <Term name={t('people.column.state')}>
          <StateLabel state={person.state} />
        </Term>
        <Term name={t('people.column.lastSignIn')}>
          <Moment at={person.lastSignIn} none={t('people.never')} />
        </Term>
        <Term name={t('people.mirrored')}>
          <Moment at={person.mirroredAt} />
        </Term>
        <Term name={t('people.attestations')}>{person.attestations}</Term>
        <Term name={t('people.id')}>
          <IdTag id={person.user} />
        </Term>
      </DescriptionList>
    </Section>
  );
}
