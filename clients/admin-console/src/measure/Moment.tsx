import { useTranslation } from 'react-i18next';

/** A point in time in the person's language; nothing where there is none. */
export function Moment(props: { at: string | null | undefined; none?: string }) {
  const { i18n } = useTranslation();
  if (props.at === null || props.at === undefined || props.at === '') {
    return props.none ?? '–';
  }
  const shown = new Intl.DateTimeFormat(i18n.language, { dateStyle: 'medium', timeStyle: 'short' });
  return <time dateTime={props.at}>{shown.format(new Date(props.at))}</time>;
}
