import { Navigate } from 'react-router';
import { useSight } from '../session/SessionContext';
import OverviewPage from './OverviewPage';

/** Where a visit begins: the overview for whoever sees the organisation, the own account for others. */
export default function HomePage() {
  return useSight() ? <OverviewPage /> : <Navigate to="/account" replace />;
}
