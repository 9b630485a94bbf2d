import { Palette } from "graphnn-canvas";

export default Palette;
