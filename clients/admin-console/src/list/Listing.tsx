import { EmptyState, EmptyStateBody, type EmptyStateProps } from '@patternfly/react-core';
import { Loaded } from '../state/Loaded';
import type { usePages } from './usePages';
import { type Column, VirtualTable } from './VirtualTable';

/** A paged list with all its states: waiting, refused, empty, and there. */
export function Listing<T>(props: {
  pages: ReturnType<typeof usePages<T>>;
  caption: string;
  columns: readonly Column<T>[];
  rowKey: (item: T) => string;
  empty: string;
  emptyBody: string;
  heading?: NonNullable<EmptyStateProps['headingLevel']>;
}) {
  const heading = props.heading ?? 'h2';
  return (
    <Loaded query={props.pages} heading={heading}>
      {(paged) =>
        paged.items.length === 0 && !paged.hasMore ? (
          <EmptyState titleText={props.empty} headingLevel={heading} variant="sm">
            <EmptyStateBody>{props.emptyBody}</EmptyStateBody>
          </EmptyState>
        ) : (
          <VirtualTable
            caption={props.caption}
            columns={props.columns}
            paged={paged}
            rowKey={props.rowKey}
          />
        )
      }
    </Loaded>
  );
}
