import { DescriptionList } from '@patternfly/react-core';
import { ExpandableRowContent, Table, Tbody, Td, Th, Thead, Tr } from '@patternfly/react-table';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Term } from '../app/Term';
import { IdTag } from '../ids/IdTag';
import { usePersonName } from '../ids/names';
import { isId } from '../ids/shortId';
import { type AuditEvent, details, type KnownType, simpleType } from './events';

const COLUMNS = ['time', 'event', 'actor', 'object', 'position'] as const;

export function EventTable(props: { events: readonly AuditEvent[]; me: string | undefined }) {
  const { t } = useTranslation();
  const [open, setOpen] = useState<ReadonlySet<number>>(new Set());
  const toggle = (position: number): void => {
    const next = new Set(open);
    if (!next.delete(position)) {
      next.add(position);
    }
    setOpen(next);
  };
  return (
    <Table aria-label={t('audit.caption')} variant="compact" isExpandable>
      <Thead>
        <Tr>
          <Th screenReaderText={t('audit.expand')} />
          {COLUMNS.map((column) => (
            <Th key={column}>{t(`audit.${column}`)}</Th>
          ))}
        </Tr>
      </Thead>
      {props.events.map((event, index) => (
        <EventRow
          key={event.position}
          event={event}
          index={index}
          me={props.me}
          isOpen={open.has(event.position)}
          toggle={() => {
            toggle(event.position);
          }}
        />
      ))}
    </Table>
  );
}

function EventRow(props: {
  event: AuditEvent;
  index: number;
  me: string | undefined;
  isOpen: boolean;
  toggle: () => void;
}) {
  const { t, i18n } = useTranslation();
  const { event, isOpen } = props;
  const time = new Intl.DateTimeFormat(i18n.language, { dateStyle: 'medium', timeStyle: 'medium' });
  return (
    <Tbody isExpanded={isOpen}>
      <Tr>
        <Td
          expand={{
            rowIndex: props.index,
            isExpanded: isOpen,
            onToggle: props.toggle,
            expandId: `event-${event.position}-`,
          }}
        />
        <Td dataLabel={t('audit.time')}>
          <time dateTime={event.time}>{time.format(new Date(event.time))}</time>
        </Td>
        <Td dataLabel={t('audit.event')}>
          <EventType type={event.type} />
        </Td>
        <Td dataLabel={t('audit.actor')}>
          <Who id={event.actor} me={props.me} />
        </Td>
        <Td dataLabel={t('audit.object')}>
          <About event={event} me={props.me} />
        </Td>
        <Td dataLabel={t('audit.position')}>{event.position}</Td>
      </Tr>
      {isOpen && (
        <Tr isExpanded>
          <Td colSpan={COLUMNS.length + 1}>
            <ExpandableRowContent>
              <DescriptionList isCompact isHorizontal>
                {[['type', event.type] as const, ...details(event.data)].map(([name, value]) => (
                  <Term key={name} name={name}>
                    <code>{value}</code>
                  </Term>
                ))}
              </DescriptionList>
            </ExpandableRowContent>
          </Td>
        </Tr>
      )}
    </Tbody>
  );
}

/** In words where the catalogue has them; an event newer than this console by its own name. */
function EventType({ type }: { type: string }) {
  const { t, i18n } = useTranslation();
  const simple = simpleType(type);
  return i18n.exists(`audit.type.${simple}`) ? t(`audit.type.${simple as KnownType}`) : simple;
}

function Who({ id, me }: { id: string; me: string | undefined }) {
  const { t } = useTranslation();
  // Services act too, under names of their own.
  const name = usePersonName(isId(id) ? id : '');
  if (id === '') {
    return t('audit.system');
  }
  if (id === me) {
    return t('audit.you');
  }
  return name === null || name === undefined ? <IdTag id={id} /> : <span title={id}>{name}</span>;
}

/** What an event is about: a person where identity tells of it, a group or room otherwise. */
function About({ event, me }: { event: AuditEvent; me: string | undefined }) {
  return event.type.startsWith('dev.strongroom.identity.') ? (
    <Who id={event.aggregate} me={me} />
  ) : (
    <IdTag id={event.aggregate} />
  );
}
