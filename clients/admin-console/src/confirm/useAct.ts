import { type QueryKey, useMutation, useQueryClient } from '@tanstack/react-query';

/**
 * Something that a person does. Nothing is shown as done before the service has said so; then all
 * that it may have changed is asked for anew.
 */
export function useAct<I, O>(
  act: (input: I) => Promise<O>,
  changes: readonly QueryKey[],
  done?: (output: O) => void,
) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: act,
    retry: false,
    onSuccess: async (output) => {
      done?.(output);
      await Promise.all(changes.map((queryKey) => queries.invalidateQueries({ queryKey })));
    },
  });
}
