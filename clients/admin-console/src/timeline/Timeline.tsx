import type { ReactNode } from 'react';
import { Moment } from '../measure/Moment';

/** What happened at one point in time. */
export interface Entry {
  key: string;
  at: string;
  title: ReactNode;
  body?: ReactNode;
  /** Void, refused or lapsed: shown as what did not count. */
  isVoid?: boolean;
}

/** A readable history, in the order in which it is given. */
export function Timeline(props: { name: string; entries: readonly Entry[] }) {
  return (
    <ol className="sr-timeline" aria-label={props.name}>
      {props.entries.map((entry) => (
        <li key={entry.key} className={entry.isVoid === true ? 'sr-void' : undefined}>
          <div className="sr-when">
            <Moment at={entry.at} />
          </div>
          <div className="sr-what">{entry.title}</div>
          {entry.body !== undefined && <div className="sr-more">{entry.body}</div>}
        </li>
      ))}
    </ol>
  );
}
