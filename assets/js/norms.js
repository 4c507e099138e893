// Norms on the same real activations, in sections. The lab is several views (`host.props.part`): the
// switch, the lead, the batch with what is done to it, and the twins below; sections.js joins them.

import { mountLab } from "./norms/lab.js";
import { mountLead, mountSwitch } from "./norms/sections.js";
import { mountTraining } from "./norms/training.js";

const PARTS = { switch: mountSwitch, lead: mountLead, lab: mountLab, training: mountTraining };

export const mount = (host) => PARTS[host.props.part](host);
