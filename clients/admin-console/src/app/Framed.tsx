import { PageSection } from '@patternfly/react-core';
import type { ReactNode } from 'react';
import { PageHead } from './PageHead';

/** A page with its title, and room for what it shows. */
export function Framed(props: {
  title: string;
  lead?: string;
  /** The list that this page belongs to. */
  trail?: { to: string; name: string };
  children: ReactNode;
}) {
  return (
    <>
      <PageHead
        title={props.title}
        {...(props.lead === undefined ? {} : { lead: props.lead })}
        {...(props.trail === undefined ? {} : { trail: props.trail })}
      />
      <PageSection isFilled>{props.children}</PageSection>
    </>
  );
}
