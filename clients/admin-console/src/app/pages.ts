import { type ComponentType, lazy, type LazyExoticComponent } from 'react';

/** The console's pages, in the order of the navigation. Each is loaded when it is first gone to. */
export const PAGES = [
  {
    path: '/',
    title: 'overview.title',
    page: lazy(() => import('../overview/OverviewPage')),
  },
  {
    path: '/audit',
    title: 'audit.title',
    page: lazy(() => import('../audit/AuditPage')),
  },
] as const satisfies readonly {
  path: string;
  title: string;
  page: LazyExoticComponent<ComponentType>;
}[];
