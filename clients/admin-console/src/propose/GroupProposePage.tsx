import { ProposePage } from './ProposePage';

export default function GroupProposePage() {
  return <ProposePage kind="group" />;
}
