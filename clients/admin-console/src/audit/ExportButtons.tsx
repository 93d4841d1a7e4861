import { Button, Flex } from '@patternfly/react-core';
import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { type Api, required } from '../api/client';
import { useApi } from '../api/ApiContext';
import { Refusal } from '../confirm/Refusal';
import { asQuery, type EventFilter } from './events';

const FORMATS = ['csv', 'ndjson'] as const;
type Format = (typeof FORMATS)[number];

/** Takes what the filter shows out as a file. The file goes through the page: the token stays out of the address. */
export function ExportButtons({ filter }: { filter: EventFilter }) {
  const { t } = useTranslation();
  const api = useApi();
  const exporting = useMutation({ mutationFn: (format: Format) => save(api, format, filter) });
  return (
    <>
      <Flex>
        {FORMATS.map((format) => (
          <Button
            key={format}
            variant="secondary"
            isLoading={exporting.isPending && exporting.variables === format}
            isDisabled={exporting.isPending}
            onClick={() => {
              exporting.mutate(format);
            }}
          >
            {t(`audit.export.${format}`)}
          </Button>
        ))}
      </Flex>
      {exporting.error !== null && <Refusal thrown={exporting.error} />}
    </>
  );
}

async function save(api: Api, format: Format, filter: EventFilter): Promise<void> {
  const file = await required(
    api.GET('/audit/v1/events/export', {
      params: { query: { format, ...asQuery(filter) } },
      parseAs: 'blob',
    }),
  );
  const address = URL.createObjectURL(file);
  const link = document.createElement('a');
  link.href = address;
  link.download = `audit.${format}`;
  link.click();
  URL.revokeObjectURL(address);
}
