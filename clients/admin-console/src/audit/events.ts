import { keepPreviousData, useQuery, type UseQueryResult } from '@tanstack/react-query';
import { useApi } from '../api/ApiContext';
import { type AuditComponents, required } from '../api/client';
import { typeOf } from './kinds';
import type en from '../text/en';

export type AuditEvent = AuditComponents['schemas']['EventView'];
export type KnownType = keyof typeof en.audit.type;

export const PAGE_SIZE = 50;

/** Beyond every position: the page with the newest event. */
export const NEWEST = Number.MAX_SAFE_INTEGER;

const FOLLOW_MS = 2_000;

export interface EventPage {
  events: readonly AuditEvent[];
  /** Where the next older page begins; none on the last. */
  older: number | null;
}

/** Which events are wanted; an empty value wants all. */
export interface EventFilter {
  /** The kind alone, such as `Committed`. */
  type: string;
  person: string;
  room: string;
  from: string;
  to: string;
}

export const EVERYTHING: EventFilter = { type: '', person: '', room: '', from: '', to: '' };

/** The filter as the service takes it: what is empty is left out. */
export function asQuery(filter: EventFilter): Partial<EventFilter> {
  const wanted = { ...filter, type: typeOf(filter.type) };
  return Object.fromEntries(Object.entries(wanted).filter(([, value]) => value !== ''));
}

/** A page of events before a position, newest first. One more is asked for, to know if it goes on. */
export function useEvents(
  filter: EventFilter,
  before: number,
  isFollowed: boolean,
): UseQueryResult<EventPage> {
  const api = useApi();
  return useQuery({
    queryKey: ['events', filter, before],
    queryFn: async ({ signal }) => {
      const query = { before, limit: PAGE_SIZE + 1, ...asQuery(filter) };
      const view = await required(api.GET('/audit/v1/events', { params: { query }, signal }));
      return asPage(view.events);
    },
    placeholderData: keepPreviousData,
    refetchInterval: isFollowed ? FOLLOW_MS : false,
  });
}

export function asPage(events: readonly AuditEvent[]): EventPage {
  const shown = events.slice(0, PAGE_SIZE);
  const last = shown.at(-1);
  return { events: shown, older: events.length > PAGE_SIZE && last ? last.position : null };
}

/** The last part of `dev.strongroom.storage.v1.Committed`. */
export function simpleType(type: string): string {
  return type.slice(type.lastIndexOf('.') + 1);
}

/** What an event says besides who and about what, in the order in which it says it. */
export function details(data: unknown): [name: string, value: string][] {
  if (typeof data !== 'object' || data === null) {
    return [];
  }
  return Object.entries(data).map(([name, value]) => [
    name,
    typeof value === 'string' ? value : JSON.stringify(value),
  ]);
}
