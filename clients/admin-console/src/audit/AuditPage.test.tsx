import { cleanup, fireEvent, screen } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import { type Asked, problem, showPage } from '../testing/page';
import type { Language } from '../text/catalogue';
import AuditPage from './AuditPage';
import { asPage, asQuery, type AuditEvent, details, EVERYTHING, PAGE_SIZE } from './events';

function event(position: number): AuditEvent {
  return {
    position,
    type: 'dev.strongroom.storage.v1.Committed',
    aggregate: 'r'.repeat(43),
    sequence: 1,
    actor: 'u'.repeat(43),
    time: '2026-01-02T03:04:05Z',
    data: { hash: 'h'.repeat(43) },
  };
}

function show(answer: (asked: Asked) => Response, language: Language = 'en'): void {
  showPage({ page: <AuditPage />, answer, language });
}

afterEach(cleanup);

describe('the audit page', () => {
  it('noAuditor_learnsWhyAndWhomToAsk', async () => {
    show(() => problem(403, 'forbidden'));
    expect(await screen.findByText('The audit log is for auditors')).toBeTruthy();
    expect(screen.getByText(/You are signed in as member \(No role\)/)).toBeTruthy();
    expect(screen.queryByRole('grid')).toBeNull();
  });

  it('inGerman_speaksGerman', async () => {
    show(() => problem(403, 'forbidden'), 'de');
    expect(await screen.findByText('Das Audit-Protokoll ist für die Revision')).toBeTruthy();
  });

  it('serviceAway_saysSoAndTriesAgain', async () => {
    let away = true;
    show(() => (away ? problem(503, 'unavailable') : Response.json({ events: [] })));
    expect(await screen.findByText('A part of the server is away')).toBeTruthy();
    expect(screen.getByText('Correlation id: c-9')).toBeTruthy();
    away = false;
    fireEvent.click(screen.getByRole('button', { name: 'Try again' }));
    expect(await screen.findByText('Nothing has happened yet')).toBeTruthy();
  });

  it('events_areNewestFirstAndPaged', async () => {
    const queries: string[] = [];
    show((asked) => {
      if (!asked.path.startsWith('/audit')) {
        return problem(404, 'not-found');
      }
      const before = Number(asked.query.get('before'));
      queries.push(`?${asked.query}`);
      const newest = Math.min(before - 1, 60);
      const count = Math.min(newest, PAGE_SIZE + 1);
      return Response.json({ events: Array.from({ length: count }, (_, i) => event(newest - i)) });
    });
    expect(await screen.findByText('60')).toBeTruthy();
    expect(screen.getByRole('button', { name: 'Newer' })).toHaveProperty('disabled', true);
    fireEvent.click(screen.getByRole('button', { name: 'Older' }));
    expect(await screen.findByText('1')).toBeTruthy();
    expect(queries.at(-1)).toBe('?before=11&limit=51');
    expect(screen.getByRole('button', { name: 'Older' })).toHaveProperty('disabled', true);
  });

  it('event_opened_showsWhatItSays', async () => {
    show(() => Response.json({ events: [event(3)] }));
    expect(await screen.findByRole('cell', { name: 'Change stored' })).toBeTruthy();
    fireEvent.click(screen.getByRole('button', { name: /details/i }));
    expect(await screen.findByText('h'.repeat(43))).toBeTruthy();
  });
});

describe('a filter', () => {
  it('asksForWhatIsGivenAlone_andForTheWholeType', () => {
    expect(asQuery(EVERYTHING)).toEqual({});
    expect(asQuery({ ...EVERYTHING, type: 'Committed', room: 'r' })).toEqual({
      type: 'dev.strongroom.storage.v1.Committed',
      room: 'r',
    });
  });
});

describe('a page of events', () => {
  it('full_goesOnOnlyWhereThereIsMore', () => {
    const full = Array.from({ length: PAGE_SIZE }, (_, i) => event(100 - i));
    expect(asPage(full).older).toBeNull();
    expect(asPage([...full, event(50)])).toMatchObject({ older: 51 });
    expect(asPage([]).older).toBeNull();
  });

  it('dataOfAnyKind_isShownAsText', () => {
    expect(details({ a: 'x', b: [1], c: { d: true } })).toEqual([
      ['a', 'x'],
      ['b', '[1]'],
      ['c', '{"d":true}'],
    ]);
    expect(details(null)).toEqual([]);
  });
});
