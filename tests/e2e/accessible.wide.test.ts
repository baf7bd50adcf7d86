import { testAccessibility } from "./accessible.ts";
import { wide } from "./screens.ts";

testAccessibility("accessible-wide", wide);
