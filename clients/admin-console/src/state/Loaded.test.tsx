import { cleanup, screen } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import { Problem } from '../api/problem';
import { showPage } from '../testing/page';
import { Loaded } from './Loaded';

function show(query: Partial<Parameters<typeof Loaded<string>>[0]['query']>): void {
  showPage({
    page: (
      <Loaded
        query={{ data: undefined, error: null, isError: false, refetch: () => undefined, ...query }}
      >
        {(data) => <p>{data}</p>}
      </Loaded>
    ),
    answer: () => undefined,
  });
}

afterEach(cleanup);

describe('what was asked for', () => {
  it('withoutAnAnswerYet_isWaitedFor', () => {
    show({});
    expect(screen.getByRole('progressbar')).toBeTruthy();
  });

  it('answered_andThenNotAnyMore_isShownAsOutOfDate', () => {
    show({ data: 'was there', isError: true, error: Problem.unreachable() });
    expect(screen.getByText('was there')).toBeTruthy();
    expect(screen.getByText('What is shown here may be out of date.')).toBeTruthy();
  });

  it('ofSomebodyWhoIsSignedOut_offersToSignInAgain', () => {
    const out = new Problem('unauthenticated', 401, '', false, '');
    show({ data: 'was there', isError: true, error: out });
    expect(screen.getByRole('button', { name: 'Sign in again' })).toBeTruthy();
  });
});
