import { testAccessibility } from "./accessible.ts";
import { phone } from "./screens.ts";

testAccessibility("accessible-phone", phone);
