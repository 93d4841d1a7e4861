import {
  Button,
  Form,
  FormGroup,
  Grid,
  GridItem,
  HelperText,
  HelperTextItem,
  TextInput,
} from '@patternfly/react-core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { required } from '../api/client';
import { useApi } from '../api/ApiContext';
import { Problem } from '../api/problem';
import { isId } from '../ids/shortId';
import { Choice } from '../list/Choice';
import { EVERYTHING, type EventFilter } from './events';
import { KINDS } from './kinds';

const TYPES = Object.values(KINDS).flat();

/** What is typed, before it is a filter: names are looked up, times are the reader's own. */
interface Typed {
  type: string;
  person: string;
  room: string;
  from: string;
  to: string;
}

/** Narrows the log: by person, group or room, kind and time. */
export function Filters(props: { filter: EventFilter; apply: (filter: EventFilter) => void }) {
  const { t, i18n } = useTranslation();
  const api = useApi();
  const [typed, setTyped] = useState<Typed>(props.filter);
  const [fault, setFault] = useState<'person' | 'room' | 'asking' | null>(null);
  const change = (part: Partial<Typed>): void => {
    setTyped({ ...typed, ...part });
    setFault(null);
  };
  const apply = async (): Promise<void> => {
    const room = typed.room.trim();
    if (room !== '' && !isId(room)) {
      setFault('room');
      return;
    }
    let person = typed.person.trim();
    if (person !== '' && !isId(person)) {
      try {
        const query = { name: person };
        person = (await required(api.GET('/identity/v1/users', { params: { query } }))).user;
      } catch (thrown) {
        setFault(Problem.from(thrown).reason === 'not-found' ? 'person' : 'asking');
        return;
      }
    }
    props.apply({
      type: typed.type,
      person,
      room,
      from: instant(typed.from),
      to: instant(typed.to),
    });
  };
  const types = TYPES.map((value) => ({ value: value, label: t(`audit.type.${value}`) }));
  return (
    <Form
      onSubmit={(event) => {
        event.preventDefault();
        void apply();
      }}
    >
      <Grid hasGutter md={6} xl={4}>
        <GridItem>
          <FormGroup label={t('audit.person')} fieldId="audit-person">
            <TextInput
              id="audit-person"
              value={typed.person}
              validated={fault === 'person' ? 'error' : 'default'}
              onChange={(_, person) => {
                change({ person });
              }}
            />
          </FormGroup>
        </GridItem>
        <GridItem>
          <FormGroup label={t('audit.room')} fieldId="audit-room">
            <TextInput
              id="audit-room"
              value={typed.room}
              validated={fault === 'room' ? 'error' : 'default'}
              onChange={(_, room) => {
                change({ room });
              }}
            />
          </FormGroup>
        </GridItem>
        <GridItem>
          <FormGroup label={t('audit.kind')} fieldId="audit-type">
            <Choice
              id="audit-type"
              name={t('audit.kind')}
              value={typed.type}
              options={[
                { value: '', label: t('audit.anyKind') },
                ...types.sort((a, b) => a.label.localeCompare(b.label, i18n.language)),
              ]}
              choose={(type) => {
                change({ type });
              }}
            />
          </FormGroup>
        </GridItem>
        <GridItem>
          <FormGroup label={t('audit.from')} fieldId="audit-from">
            <TextInput
              id="audit-from"
              type="datetime-local"
              value={typed.from}
              onChange={(_, from) => {
                change({ from });
              }}
            />
          </FormGroup>
        </GridItem>
        <GridItem>
          <FormGroup label={t('audit.to')} fieldId="audit-to">
            <TextInput
              id="audit-to"
              type="datetime-local"
              value={typed.to}
              onChange={(_, to) => {
                change({ to });
              }}
            />
          </FormGroup>
        </GridItem>
        <GridItem>
          <Button type="submit" variant="secondary">
            {t('audit.apply')}
          </Button>{' '}
          <Button
            variant="link"
            onClick={() => {
              setTyped(EVERYTHING);
              setFault(null);
              props.apply(EVERYTHING);
            }}
          >
            {t('list.clear')}
          </Button>
        </GridItem>
      </Grid>
      {fault !== null && (
        <HelperText isLiveRegion>
          <HelperTextItem variant="error">{t(`audit.fault.${fault}`)}</HelperTextItem>
        </HelperText>
      )}
    </Form>
  );
}

/** The reader's own time as an instant; empty stays empty. */
function instant(local: string): string {
  return local === '' ? '' : new Date(local).toISOString();
}
