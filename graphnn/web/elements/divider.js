import { Divider } from "graphnn-canvas";

export default Divider;
