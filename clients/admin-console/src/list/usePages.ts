import { type QueryKey, useInfiniteQuery } from '@tanstack/react-query';

/** As the services give lists: some items, and where the next page begins; empty on the last. */
export interface Page<T> {
  items: T[];
  next: string;
}

export interface Paged<T> {
  items: readonly T[];
  hasMore: boolean;
  isBusy: boolean;
  more: () => void;
}

export const PAGE_SIZE = 200;

/** A list of any length, page by page. What was loaded stays on the screen while a filter changes. */
export function usePages<T>(options: {
  key: QueryKey;
  load: (after: string, signal: AbortSignal) => Promise<Page<T>>;
  refetchMs?: number;
}) {
  const query = useInfiniteQuery({
    queryKey: options.key,
    queryFn: ({ pageParam, signal }) => options.load(pageParam, signal),
    initialPageParam: '',
    getNextPageParam: (last) => (last.next === '' ? undefined : last.next),
    placeholderData: (previous) => previous,
    ...(options.refetchMs === undefined ? {} : { refetchInterval: options.refetchMs }),
  });
  const paged: Paged<T> | undefined = query.data && {
    items: query.data.pages.flatMap((page) => page.items),
    hasMore: query.hasNextPage,
    isBusy: query.isFetching,
    more: () => {
      if (query.hasNextPage && !query.isFetchingNextPage) {
        void query.fetchNextPage();
      }
    },
  };
  return {
    data: paged,
    error: query.error,
    isPending: query.isPending,
    isError: query.isError,
    isPlaceholder: query.isPlaceholderData,
    refetch: query.refetch,
  };
}
