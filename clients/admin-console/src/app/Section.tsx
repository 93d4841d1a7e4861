import { Card, CardBody, CardTitle, Content } from '@patternfly/react-core';
import type { ReactNode } from 'react';

/** A part of a page under a heading of its own, and what has to be known to read it. */
export function Section(props: { title: string; hint?: string; children: ReactNode }) {
  return (
    <Card component="section">
      <CardTitle component="h2">{props.title}</CardTitle>
      <CardBody>
        {props.hint !== undefined && <Content component="small">{props.hint}</Content>}
        {props.children}
      </CardBody>
    </Card>
  );
}
