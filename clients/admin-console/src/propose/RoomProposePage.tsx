import { ProposePage } from './ProposePage';

export default function RoomProposePage() {
  return <ProposePage kind="room" />;
}
