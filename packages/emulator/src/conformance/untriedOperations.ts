const WHOLE_OFFICE = 'It acts on the whole office, also on things that the run did not make.';
const NO_WAY_BACK = 'What it sets in the office cannot be removed again.';
const OUTSIDE = 'It acts outside the scratch office.';

/** Operations that a run does not send with valid input, with the reason. */
export const untriedOperations: Readonly<Record<string, string>> = {
  'offices.create': OUTSIDE,
  'offices.delete': WHOLE_OFFICE,
  'offices.transfer': WHOLE_OFFICE,
  'offices.suspend': WHOLE_OFFICE,
  'offices.resume': WHOLE_OFFICE,
  'offices.rotateSecret': WHOLE_OFFICE,
  'offices.setSecret': NO_WAY_BACK,
  'offices.updateSettings': NO_WAY_BACK,
  'credits.add': NO_WAY_BACK,
  'credits.setQuota': WHOLE_OFFICE,
  'extensions.marketplacePublish': OUTSIDE,
  'proxy.teardownCodeProxy': WHOLE_OFFICE,
  'proxy.teardownCodexProxy': WHOLE_OFFICE,
  'whatsapp.registerAgent': 'It needs a telephone that scans a code.',
};
