import { configure } from '@testing-library/react';

// Conditions are waited for; a busy machine takes longer to meet them.
configure({ asyncUtilTimeout: 15_000 });
