import { Card, CardBody, CardTitle, Skeleton } from '@patternfly/react-core';
import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Problem } from '../api/problem';
import { Forbidden } from '../state/Forbidden';
import { Stale } from '../state/Stale';
import { ProblemState } from '../state/ProblemState';

/** A part of a page whose contents are asked for: what it shows meanwhile, and when there is no answer. */
export function AskedSection<T>(props: {
  title: string;
  query: UseQueryResult<T>;
  refused?: (thrown: unknown) => ReactNode;
  children: (data: T) => ReactNode;
}) {
  const { t } = useTranslation();
  const { query } = props;
  return (
    <Card component="section" aria-busy={query.isPending}>
      <CardTitle component="h2">{props.title}</CardTitle>
      <CardBody>
        {query.isPending && <Skeleton screenreaderText={t('state.loading')} />}
        {query.isError && query.data === undefined && (
          <Refused
            thrown={query.error}
            refused={props.refused}
            retry={() => {
              void query.refetch();
            }}
          />
        )}
        {query.isError && query.data !== undefined && (
          <Stale
            thrown={query.error}
            retry={() => {
              void query.refetch();
            }}
          />
        )}
        {query.data !== undefined && props.children(query.data)}
      </CardBody>
    </Card>
  );
}

function Refused(props: {
  thrown: unknown;
  refused: ((thrown: unknown) => ReactNode) | undefined;
  retry: () => void;
}) {
  const own = props.refused?.(props.thrown) ?? null;
  if (own !== null) {
    return own;
  }
  return Problem.from(props.thrown).reason === 'forbidden' ? (
    <Forbidden />
  ) : (
    <ProblemState thrown={props.thrown} heading="h3" retry={props.retry} />
  );
}
