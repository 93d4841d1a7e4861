import type { EmptyStateProps } from '@patternfly/react-core';
import type { ReactNode } from 'react';
import { Problem } from '../api/problem';
import { Forbidden } from './Forbidden';
import { ProblemState } from './ProblemState';
import { Stale } from './Stale';
import { Waiting } from './Waiting';

interface Asked<T> {
  data: T | undefined;
  error: unknown;
  isError: boolean;
  refetch: () => unknown;
}

/** What was asked for, and what stands in its place meanwhile, without an answer, or with a no. */
export function Loaded<T>(props: {
  query: Asked<T>;
  heading?: NonNullable<EmptyStateProps['headingLevel']>;
  children: (data: T) => ReactNode;
}) {
  const { query } = props;
  if (query.data !== undefined) {
    return (
      <>
        {query.isError && <Stale thrown={query.error} retry={() => void query.refetch()} />}
        {props.children(query.data)}
      </>
    );
  }
  if (query.isError) {
    return Problem.from(query.error).reason === 'forbidden' ? (
      <Forbidden />
    ) : (
      <ProblemState
        thrown={query.error}
        retry={() => void query.refetch()}
        {...(props.heading === undefined ? {} : { heading: props.heading })}
      />
    );
  }
  return <Waiting />;
}
