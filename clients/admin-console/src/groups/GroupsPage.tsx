import { ChainList } from '../chains/ChainList';

export default function GroupsPage() {
  return <ChainList kind="group" />;
}
