// Handles an event each time it arrives.
// finds: duplicate-effect
import { serve } from "../correct.mjs";

serve({ isRepetition: () => false });
