import { Clipboard } from "graphnn-canvas";

export default Clipboard;
