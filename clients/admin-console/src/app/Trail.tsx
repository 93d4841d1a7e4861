import { Breadcrumb, BreadcrumbItem } from '@patternfly/react-core';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';

/** The way back to the list that a page belongs to. */
export function Trail(props: { to: string; name: string }) {
  const { t } = useTranslation();
  return (
    <Breadcrumb aria-label={t('app.trail')}>
      <BreadcrumbItem
        render={({ className }) => (
          <Link to={props.to} className={className}>
            {props.name}
          </Link>
        )}
      />
    </Breadcrumb>
  );
}
