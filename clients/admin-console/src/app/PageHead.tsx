import { Content, PageSection, Title } from '@patternfly/react-core';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'react-router';
import { Trail } from './Trail';

/** A page's title: also the document's, and where the focus goes when one comes from another page. */
export function PageHead(props: {
  title: string;
  lead?: string;
  trail?: { to: string; name: string };
}) {
  const { t } = useTranslation();
  const heading = useRef<HTMLDivElement>(null);
  const { key } = useLocation();
  useEffect(() => {
    document.title = t('app.title', { page: props.title });
  }, [t, props.title]);
  useEffect(() => {
    // The first page of a visit begins at the top, with the link that skips to the content.
    if (key !== 'default') {
      heading.current?.focus();
    }
  }, [key]);
  return (
    <PageSection>
      {props.trail !== undefined && <Trail to={props.trail.to} name={props.trail.name} />}
      <div ref={heading} tabIndex={-1}>
        <Title headingLevel="h1">{props.title}</Title>
      </div>
      {props.lead !== undefined && <Content component="p">{props.lead}</Content>}
    </PageSection>
  );
}
