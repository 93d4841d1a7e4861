import { Card, CardBody, CardTitle, Skeleton } from '@patternfly/react-core';
import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { ProblemState } from '../state/ProblemState';

/** A card whose contents are asked for: what it shows meanwhile, and when there is no answer. */
export function OverviewCard<T>(props: {
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
        {query.isError &&
          (props.refused?.(query.error) ?? (
            <ProblemState
              thrown={query.error}
              heading="h3"
              retry={() => {
                void query.refetch();
              }}
            />
          ))}
        {query.isSuccess && props.children(query.data)}
      </CardBody>
    </Card>
  );
}
