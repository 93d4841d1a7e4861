import { useTranslation } from 'react-i18next';
import { CopyButton } from './CopyButton';
import { shortId } from './shortId';

/** An id, shortened, and a button that copies all of it. */
export function IdTag({ id }: { id: string }) {
  const { t } = useTranslation();
  const short = shortId(id);
  return (
    <span className="sr-id">
      <code title={id}>{short}</code>
      <CopyButton
        text={id}
        name={t('ids.copy', { id: short })}
        done={t('ids.copied', { id: short })}
      />
    </span>
  );
}
