import { type ComponentType, lazy, type LazyExoticComponent } from 'react';

interface PageEntry {
  path: string;
  page: LazyExoticComponent<ComponentType>;
}

/** Whom the navigation shows a page: whoever sees the organisation's lists, or everybody. */
export type Audience = 'sight' | 'everybody';

/** The console's pages, in the order of the navigation. Each is loaded when it is first gone to. */
export const PAGES = [
  {
    path: '/',
    title: 'overview.title',
    audience: 'sight',
    page: lazy(() => import('../overview/HomePage')),
  },
  {
    path: '/people',
    title: 'people.title',
    audience: 'sight',
    page: lazy(() => import('../people/PeoplePage')),
  },
  {
    path: '/groups',
    title: 'chains.group.title',
    audience: 'sight',
    page: lazy(() => import('../groups/GroupsPage')),
  },
  {
    path: '/rooms',
    title: 'chains.room.title',
    audience: 'sight',
    page: lazy(() => import('../rooms/RoomsPage')),
  },
  {
    path: '/proposals',
    title: 'proposals.title',
    audience: 'sight',
    page: lazy(() => import('../proposals/ProposalsPage')),
  },
  {
    path: '/audit',
    title: 'audit.title',
    audience: 'sight',
    page: lazy(() => import('../audit/AuditPage')),
  },
  {
    path: '/organisation',
    title: 'organisation.title',
    audience: 'sight',
    page: lazy(() => import('../organisation/OrganisationPage')),
  },
  {
    path: '/account',
    title: 'account.title',
    audience: 'everybody',
    page: lazy(() => import('../account/AccountPage')),
  },
  {
    path: '/ask',
    title: 'ask.title',
    audience: 'everybody',
    page: lazy(() => import('../ask/AskPage')),
  },
] as const satisfies readonly (PageEntry & { title: string; audience: Audience })[];

/** Pages of one person, group, room or request: reached by links. */
export const DETAILS: readonly PageEntry[] = [
  { path: '/people/:user', page: lazy(() => import('../people/PersonPage')) },
  { path: '/groups/:chain', page: lazy(() => import('../groups/GroupPage')) },
  { path: '/groups/:chain/propose', page: lazy(() => import('../propose/GroupProposePage')) },
  { path: '/rooms/:chain', page: lazy(() => import('../rooms/RoomPage')) },
  { path: '/rooms/:chain/propose', page: lazy(() => import('../propose/RoomProposePage')) },
  { path: '/proposals/:request', page: lazy(() => import('../proposals/ProposalPage')) },
  { path: '/ask/:chain', page: lazy(() => import('../ask/AskPage')) },
];
