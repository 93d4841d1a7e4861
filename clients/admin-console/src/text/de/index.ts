import account from './account.json';
import ask from './ask.json';
import audit from './audit.json';
import chains from './chains.json';
import common from './common.json';
import organisation from './organisation.json';
import overview from './overview.json';
import people from './people.json';
import problem from './problem.json';
import proposals from './proposals.json';
import shell from './shell.json';

export default {
  ...shell,
  ...problem,
  ...common,
  ...overview,
  ...people,
  ...chains,
  ...proposals,
  ...audit,
  ...organisation,
  ...account,
  ...ask,
};
