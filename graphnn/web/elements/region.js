import { Region } from "graphnn-canvas";

export default Region;
