import { keepPreviousData, useQuery, type UseQueryResult } from '@tanstack/react-query';
import { useApi } from '../api/ApiContext';
import { type AuditComponents, required } from '../api/client';
import type en from '../text/en.json';

export type AuditEvent = AuditComponents['schemas']['EventView'];
export type KnownType = keyof typeof en.audit.type;

export const PAGE_SIZE = 50;

/** Beyond every position: the page with the newest event. */
export const NEWEST = Number.MAX_SAFE_INTEGER;

export interface EventPage {
  events: readonly AuditEvent[];
  /** Where the next older page begins; none on the last. */
  older: number | null;
}

/** A page of events before a position, newest first. One more is asked for, to know if it goes on. */
export function useEvents(before: number): UseQueryResult<EventPage> {
  const api = useApi();
  return useQuery({
    queryKey: ['events', before],
    queryFn: async () => {
      const query = { before, limit: PAGE_SIZE + 1 };
      const view = await required(api.GET('/audit/v1/events', { params: { query } }));
      return asPage(view.events);
    },
    placeholderData: keepPreviousData,
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

/** Enough of an id to tell it from its neighbours; the whole stands in the event's details. */
export function shortId(id: string): string {
  return id.length > 12 ? `${id.slice(0, 10)}…` : id;
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
